// What the International Patient Summary (release 1.1 for R4) asks of a document beyond R4 itself, as far as
// it touches what this project writes, and which code systems it uses. Its package is in no registry that
// this project installs from: the requirements are recalled, and nobody has validated a document by them.
const section = (code) => `Bundle.entry.resource.ofType(Composition).section.where(code.coding.code = '${code}')`;

// A section that must be there, and must say something, if only that nothing is known.
const required = (code, name) => ({
  says: `the section ${name} (${code}) is there once, with a text and an entry`,
  expression:
    `${section(code)}.count() = 1 and ` +
    `${section(code)}.all(text.status.exists() and entry.exists())`,
});

const systems = [
  'http://loinc.org',
  'http://www.whocc.no/atc',
  'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips',
  'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
  'http://terminology.hl7.org/CodeSystem/condition-clinical',
  'https://jalgas.example/fhir/CodeSystem/how-known',
  'https://jalgas.example/fhir/CodeSystem/confidence',
];
const quoted = (words) => words.map((word) => `'${word}'`).join(' | ');

export const requirements = [
  {
    says: 'the document is a patient summary: a Composition of LOINC 60591-5, first of its entries',
    expression:
      "Bundle.type = 'document' and Bundle.entry.first().resource.ofType(Composition)" +
      ".type.coding.where(system = 'http://loinc.org' and code = '60591-5').exists()",
  },
  required('10160-0', 'Medication summary'),
  required('48765-2', 'Allergies'),
  required('11450-4', 'Problems'),
  {
    says: 'every reference leads to an entry of the document',
    expression:
      "Bundle.entry.resource.descendants().ofType(Reference).where(reference.exists() and " +
      '(reference in %resource.entry.fullUrl).not()).empty()',
  },
  {
    says: 'no two entries have the same full URL, and each is that of its resource',
    expression:
      'Bundle.entry.fullUrl.isDistinct() and ' +
      "Bundle.entry.all(fullUrl = 'urn:uuid:' & resource.id)",
  },
  {
    says: 'every coding is of a system that is known here',
    expression: `Bundle.entry.resource.descendants().ofType(Coding).all(system in (${quoted(systems)}))`,
  },
  {
    says: 'every medicine is coded in ATC, or is said not to be known',
    expression:
      "Bundle.entry.resource.medication.ofType(CodeableConcept).all(coding.where((system = 'http://www.whocc.no/atc'" +
      " and (code in ('N07BC01' | 'N07BC02' | 'N07BC51'))) or code = 'no-medication-info').exists())",
  },
  {
    says: 'every quantity is in milligrams by UCUM',
    expression:
      "Bundle.entry.resource.descendants().ofType(Quantity).all(system = 'http://unitsofmeasure.org'" +
      " and code = 'mg' and value > 0)",
  },
  {
    says: 'the patient has a birth date, or the reason why none is told',
    expression: 'Bundle.entry.resource.ofType(Patient).birthDate.exists()',
  },
  {
    says: 'of every dose stands how it is known',
    expression:
      'Bundle.entry.resource.where($this is MedicationAdministration).all(' +
      "extension.where(url = 'https://jalgas.example/fhir/StructureDefinition/how-known').exists())",
  },
];
