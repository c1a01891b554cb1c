import {
  consumerPhases,
  isActivePhase,
  isPhaseStep,
  parsePhase,
  phaseName,
  phaseNumber,
} from "../../../src/ccv/phase.ts";

describe("parsePhase", () => {
  it("reads the wire number, the enum name and the bare name", () => {
    expect(parsePhase(3)).toBe("LAUNCHED");
    expect(parsePhase("CONSUMER_PHASE_LAUNCHED")).toBe("LAUNCHED");
    expect(parsePhase("LAUNCHED")).toBe("LAUNCHED");
  });

  it("reads back its own name and number of each phase", () => {
    for (const phase of consumerPhases) {
      expect(parsePhase(phaseNumber(phase))).toBe(phase);
      expect(parsePhase(phaseName(phase))).toBe(phase);
    }
    expect(consumerPhases.map(phaseNumber)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([0, 6, -1, 1.5, "", "CONSUMER_PHASE_", "CONSUMER_PHASE_UNSPECIFIED", "launched"])("knows no %p", (value) => {
    expect(parsePhase(value)).toBeUndefined();
  });
});

describe("phases", () => {
  it("allow opting in before and during the launch only", () => {
    expect(consumerPhases.filter(isActivePhase)).toEqual(["REGISTERED", "INITIALIZED", "LAUNCHED"]);
  });

  it("go forward, and back only from a launch that did not happen", () => {
    expect(isPhaseStep("INITIALIZED", "REGISTERED")).toBe(true);
    expect(isPhaseStep("LAUNCHED", "STOPPED")).toBe(true);
    expect(isPhaseStep("LAUNCHED", "INITIALIZED")).toBe(false);
    expect(isPhaseStep("REGISTERED", "LAUNCHED")).toBe(false);
    expect(isPhaseStep("DELETED", "REGISTERED")).toBe(false);
  });
});
