// What is wrong with HTML: a page a line as JSON comes in, the messages about it a line as JSON go out.
const readline = require("node:readline");
const { HtmlValidate } = require("html-validate");

const RULES = {
  // For who finds a page in a search engine, where these are not: a heading, and so a title, may be a whole question.
  "long-title": "off",
  // That class keeps a number on one line by CSS; copied, it has the blanks and hyphens that it is written with.
  "tel-non-breaking": ["error", { ignoreClasses: ["nobr"] }],
};
const validator = new HtmlValidate({ root: true, extends: ["html-validate:recommended"], rules: RULES });

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const report = await validator.validateString(JSON.parse(line));
  const said = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line: at, column }) => `${ruleId}: ${message} (${at}:${column})`),
  );
  process.stdout.write(`${JSON.stringify(said)}\n`);
});
