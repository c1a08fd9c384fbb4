import type { Call, ClassDefinition, CodeModel } from '../code-model';
import { argumentOf, textWithHoles } from '../code-model';
import { type Route, joinPaths, methodNamed } from '../route';
import type { SyntaxNode } from '../syntax-node';
import { typescriptCall } from '../typescript/typescript-definitions';

/** Routes of NestJS and routing-controllers: `@Controller('cats')` on the class, `@Get(':id')` on its methods. */
export function controllerRoutes(code: CodeModel): Route[] {
  return code.classes.flatMap((definition) => {
    const controller = calls(code, definition.decorators).find(({ name }) => /Controller$/.test(name));
    return controller === undefined ? [] : methodRoutes(code, definition, controller);
  });
}

function methodRoutes(code: CodeModel, definition: ClassDefinition, controller: Call): Route[] {
  const prefix = pathOf(code, controller).text;
  const classGuards = guards(code, definition.decorators);
  return definition.methods.flatMap((method) =>
    calls(code, method.decorators).flatMap((decorator): Route[] => {
      const verb = /^[A-Z]/.test(decorator.name) ? methodNamed(decorator.name) : null;
      if (verb === null && decorator.name !== 'All' && decorator.name !== 'Sse') return [];
      const { text, node } = pathOf(code, decorator);
      return [
        {
          node: decorator.node.parent ?? decorator.node,
          path: joinPaths(prefix, text),
          pathNode: node,
          methods: decorator.name === 'Sse' ? ['GET'] : verb === null ? [] : [verb],
          handler: method.node,
          function: method,
          guards: [...classGuards, ...guards(code, method.decorators)],
        },
      ];
    }),
  );
}

function calls(code: CodeModel, decorators: readonly SyntaxNode[]): Call[] {
  return decorators.flatMap((decorator) => {
    const expression = decorator.namedChildren[0];
    return (expression?.type === 'call_expression' ? typescriptCall(code, expression) : null) ?? [];
  });
}

function pathOf(code: CodeModel, call: Call): { readonly text: string; readonly node: SyntaxNode | null } {
  const argument = argumentOf(call, 'path') ?? call.arguments[0] ?? null;
  const node = argument?.value.type === 'array' ? (argument.value.namedChildren[0] ?? null) : (argument?.value ?? null);
  const value = node === null ? null : code.stringValue(node);
  return value === null ? { text: '', node: null } : { text: textWithHoles(value), node };
}

function guards(code: CodeModel, decorators: readonly SyntaxNode[]): SyntaxNode[] {
  return decorators.filter((decorator) =>
    /^@(?:UseGuards|Authorized|Auth|Roles|UseBefore|Security)\b/.test(code.textOf(decorator)),
  );
}
