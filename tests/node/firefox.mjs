// A person's way through the page in a real Firefox; prints what was seen as JSON, for tests/browser/test_firefox.py to judge.
// Puppeteer speaks WebDriver BiDi, which Firefox understands by itself.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const { firefox, address, dead, locale, dark, histories, shots } = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: firefox,
  extraPrefsFirefox: { "intl.accept_languages": locale, "ui.systemUsesDarkTheme": dark ? 1 : 0 },
});
const problems = [];

async function opened(where = address, viewport = { width: 1100, height: 800 }) {
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(60_000);
  await page.setViewport(viewport);
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (line) => line.type() === "error" && problems.push(line.text()));
  page.on("request", (one) => /^(blob|data):/.test(one.url()) || one.url().startsWith(where) || problems.push(one.url()));
  await page.goto(where);
  return page;
}

const text = (page, selector) => page.$eval(selector, (one) => one.innerText);
const ranked = (page) => page.$$eval("#answer details.condition", (all) => all.map((one) => one.dataset.condition));

// Do what ranks a case, and wait until its answer is drawn.
async function after(page, act) {
  const before = await page.evaluate("number");
  await act();
  await page.waitForFunction(`number > ${before} && running === null && document.querySelector("#answer .urgency, #answer [role=alert]")`);
}

async function diagnosed(page, history) {
  await page.$eval("#history", (one) => { one.value = ""; });
  await page.type("#history", history);
  await after(page, () => page.click("#go"));
  return { urgency: await text(page, "#answer .urgency"), shown: await page.$eval("#answer .urgency", (one) => one.getBoundingClientRect().height > 0), ranked: await ranked(page) };
}

async function violations(page) {
  await page.evaluate(axe);
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  return page.evaluate(async () => (await axe.run()).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 300)}`));
}

const ways = {
  async diagnoses() {
    const page = await opened(), seen = [];
    for (const history of histories.diagnoses) seen.push(await diagnosed(page, history));
    return seen;
  },
  async language() {
    const page = await opened();
    await after(page, () => page.click('[data-example="eczema"]'));
    if (shots) await page.screenshot({ path: `${shots}/firefox-${locale}.png`, fullPage: true });
    return { page: await page.$eval("html", (one) => one.lang), button: await text(page, "#go"), urgency: await text(page, "#answer .urgency"), history: await page.$eval("#history", (one) => one.value) };
  },
  async dialogue() {
    const page = await opened(), asked = [];
    await diagnosed(page, histories.dialogue);
    while (asked.length < 3) {
      const question = await page.$("#answer .question:has(button:nth-child(2))");
      if (!question) break;
      const { finding, kind } = await question.evaluate((one) => ({ finding: one.dataset.finding, kind: one.dataset.kind }));
      const answer = asked.length === 0 ? "button:nth-child(2)" : "button:first-child"; // no, then yes
      await after(page, () => question.$eval(answer, (one) => one.click()));
      asked.push({ finding, kind, urgency: await text(page, "#answer .urgency") });
    }
    return { asked, corrected: await page.evaluate("corrected") };
  },
  async abstention() {
    const page = await opened();
    await diagnosed(page, histories.abstention).catch(() => undefined);
    return { alert: await text(page, "#answer [role=alert]"), ranked: await ranked(page) };
  },
  async dead() {
    const page = await opened(dead);
    await diagnosed(page, histories.dialogue);
    return { alert: await text(page, "#answer [role=alert]") };
  },
  async axe() {
    const page = await opened(), found = {};
    await after(page, () => page.click('[data-example="drug_rash"]'));
    for (const view of ["clinician", "patient"]) {
      await page.click(`[data-view=${view}]`);
      found[view] = await violations(page);
    }
    return found;
  },
  async narrow() {
    const page = await opened(address, { width: 360, height: 800 });
    await diagnosed(page, histories.dialogue);
    if (shots) await page.screenshot({ path: `${shots}/firefox-narrow.png`, fullPage: true });
    return page.evaluate("document.documentElement.scrollWidth");
  },
};

const seen = { version: await browser.version() };
try {
  for (const [name, way] of Object.entries(ways)) {
    if (name !== "language" && name !== "axe" && locale !== "en-US") continue;
    seen[name] = await way().catch((error) => ({ failed: String(error) }));
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify({ ...seen, problems }));
