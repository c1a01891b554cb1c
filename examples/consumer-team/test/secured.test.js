import { pollUntil, queryValidators } from "icskit";
import { useTestnet } from "icskit/testnet/jest";

const { TEAM_BINARY, TEAM_PREFIX, ICSKIT_BINARIES_DIR, ICSKIT_WORK_DIR } = process.env;

const testnet = useTestnet(
  {
    provider: { validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }, { stake: 100_000_000 }] },
    consumers: [
      {
        chainId: "team-1",
        ...(TEAM_BINARY && { binary: { path: TEAM_BINARY } }),
        addressPrefix: TEAM_PREFIX ?? "consumer",
        denom: "uteam",
        validators: [{ validator: 0 }, { validator: 1, ownKey: true }, { validator: 2 }],
      },
    ],
  },
  { binariesDirectory: ICSKIT_BINARIES_DIR, parentFolder: ICSKIT_WORK_DIR },
);

async function powersOf(consumer) {
  const validators = await queryValidators(consumer.connection, await consumer.connection.latestHeight());
  return validators.map(({ power }) => power).sort((a, b) => Number(b - a));
}

test("the provider's validators make our blocks", async () => {
  expect(await powersOf(testnet().consumer())).toEqual([300n, 200n, 100n]);
});

test("a delegation on the provider becomes power on our chain", async () => {
  const { provider } = testnet();
  await provider.delegate("validator-2", 50_000_000n);
  const consumer = testnet().consumer();
  await pollUntil(
    () => powersOf(consumer),
    ([, , smallest]) => smallest === 150n,
    { what: "the new power on our chain" },
  );
});
