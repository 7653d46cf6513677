// Faults that a program could make in a document, each planted in a good one. A checker must find each.
const first = (document, type) => {
  const found = document.entry.find(({ resource }) => resource.resourceType === type);
  if (!found) throw new Error(`the document has no ${type} to plant a fault in`);
  return found.resource;
};

export const faults = {
  'a request without a status': (document) => delete first(document, 'MedicationRequest').status,
  'a status that there is not': (document) => {
    first(document, 'MedicationAdministration').status = 'swallowed';
  },
  'a dose without its patient': (document) => delete first(document, 'MedicationAdministration').subject,
  'a wrong code system': (document) => {
    const [coding] = first(document, 'MedicationRequest').medicationCodeableConcept.coding;
    coding.system = 'http://www.whocc.no/atcc';
  },
  'a medicine of another code': (document) => {
    const [coding] = first(document, 'MedicationAdministration').medicationCodeableConcept.coding;
    coding.code = 'N02BE01';
  },
  'a dangling reference': (document) => {
    first(document, 'MedicationAdministration').subject.reference =
      'urn:uuid:00000000-0000-8000-8000-000000000000';
  },
  'a date that is none': (document) => {
    first(document, 'MedicationAdministration').effectiveDateTime = '2026-11-31T25:00';
  },
  'a member that FHIR does not know': (document) => {
    first(document, 'Patient').nickname = 'Aigul';
  },
  'a single value where a list belongs': (document) => {
    const composition = first(document, 'Composition');
    composition.author = composition.author[0];
  },
  'a number as text': (document) => {
    first(document, 'MedicationAdministration').dosage.dose.value = '80 mg';
  },
  'another unit': (document) => {
    first(document, 'MedicationAdministration').dosage.dose.code = 'mL';
  },
  'a required section that is missing': (document) => {
    const composition = first(document, 'Composition');
    composition.section = composition.section.filter(({ code }) => code.coding[0].code !== '48765-2');
  },
  'a document that begins with another resource': (document) => document.entry.reverse(),
  'a document without an identifier': (document) => delete document.identifier,
  'a section with neither text nor entry': (document) => {
    const [section] = first(document, 'Composition').section;
    delete section.text;
    delete section.entry;
  },
  'an extension with a value and another inside': (document) => {
    const [extension] = first(document, 'MedicationAdministration').extension;
    extension.extension = [{ url: 'https://jalgas.example/x', valueCode: 'y' }];
  },
  'a dose of which nobody says how it is known': (document) => {
    delete first(document, 'MedicationAdministration').extension;
  },
  'two entries of one address': (document) => document.entry.push(structuredClone(document.entry[1])),
  'a patient of whom no reason hides the birth date': (document) => {
    delete first(document, 'Patient')._birthDate;
    delete first(document, 'Patient').birthDate;
  },
};
