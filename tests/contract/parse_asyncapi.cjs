// Prints what the official AsyncAPI parser has to say about a file, as JSON.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

async function main() {
  const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
  const said = diagnostics.map(({ code, message, path, severity }) => ({ code, message, path: path.join("."), severity }));
  const channels = document ? document.channels().all().map((channel) => channel.address()) : [];
  console.log(JSON.stringify({ diagnostics: said, channels }));
}

main();
