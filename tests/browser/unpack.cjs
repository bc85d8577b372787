// Unpacks the browser of the package under TMPDIR and prints where it is.
const { default: chromium } = require("@sparticuz/chromium");

chromium.executablePath().then((path) => process.stdout.write(path));
