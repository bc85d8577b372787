// What is wrong with HTML: a page a line as JSON comes in, the messages about it a line as JSON go out.
const readline = require("node:readline");
const { HtmlValidate } = require("html-validate");

const validator = new HtmlValidate({ root: true, extends: ["html-validate:recommended"] });

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const report = await validator.validateString(JSON.parse(line));
  const said = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line: at, column }) => `${ruleId}: ${message} (${at}:${column})`),
  );
  process.stdout.write(`${JSON.stringify(said)}\n`);
});
