// Bundled and run by itself, since the parser imports JSON in a way that bundlers take and Node.js does not:
//   node bundled.mjs < workflow.yml
// prints what GitHub's own parser says against it, as a JSON list.
import { text } from "node:stream/consumers";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";

const content = await text(process.stdin);
const { context } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
const problems = context.errors.getErrors().map(({ message }) => message);
process.stdout.write(JSON.stringify(problems));
