import type { Command } from "commander";
import { type CompletionPoint, completionPoints } from "./completion-words.ts";

/** A script that completes a program's commands, flags and their values in a shell. */
export function completionScript(program: Command, shell: "bash" | "zsh" | "fish"): string {
  const points = completionPoints(program);
  const name = program.name();
  if (shell === "fish") return fishScript(name, points);
  return shell === "bash" ? bashScript(name, points) : zshScript(name, points);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** For bash and zsh: the words that can follow the command typed so far, and whether the word before is a flag with a value. */
function wordTable(points: readonly CompletionPoint[]): string {
  const rows = points.map(({ path, words }) => {
    return `    ${quoted(path)}) words=${quoted(words.map(({ word }) => word).join(" "))} ;;`;
  });
  const values = points.flatMap(({ path, words }) =>
    words
      .filter(({ takesValue }) => takesValue)
      .map(({ word, values }) => `    ${quoted(`${path} ${word}`)}) words=${quoted(values.join(" "))}; value=1 ;;`),
  );
  return `  case "$words_so_far" in\n${rows.join("\n")}\n  esac\n  case "$words_so_far $previous" in\n${values.join("\n")}\n  esac`;
}

/** Shared by bash and zsh: which command the words typed so far name. */
function pathLoop(name: string, points: readonly CompletionPoint[]): string {
  const paths = points.map(({ path }) => quoted(path)).join("|");
  return `  local words_so_far=${quoted(name)} words="" value="" candidate
  for candidate in "\${typed[@]}"; do
    case "$words_so_far $candidate" in
      ${paths}) words_so_far="$words_so_far $candidate" ;;
    esac
  done`;
}

function bashScript(name: string, points: readonly CompletionPoint[]): string {
  return `# Completes ${name} in bash: source <(${name} completion bash)
_${name}_complete() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local typed=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
${pathLoop(name, points)}
${wordTable(points)}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ] && [ "\${current#-}" = "$current" ]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -F _${name}_complete ${name}`;
}

function zshScript(name: string, points: readonly CompletionPoint[]): string {
  return `#compdef ${name}
_${name}() {
  local previous="\${words[CURRENT-1]}"
  local -a typed=("\${(@)words[2,CURRENT-1]}")
  _${name}_words "$previous" "\${typed[@]}"
}
_${name}_words() {
  local previous="$1"
  shift
  local -a typed=("$@")
${pathLoop(name, points)}
${wordTable(points)}
  if [[ -n "$words" ]]; then compadd -- \${=words}; fi
  if [[ -n "$value" && -z "$words" || "$PREFIX" != -* ]]; then _files; fi
}
if [[ "$funcstack[1]" = "_${name}" ]]; then _${name} "$@"; else compdef _${name} ${name}; fi`;
}

function fishScript(name: string, points: readonly CompletionPoint[]): string {
  const lines = points.flatMap(({ path, words }) => {
    const [, ...commands] = path.split(" ");
    const children = points
      .filter((each) => each.path.startsWith(`${path} `))
      .map((each) => each.path.split(" ").at(-1));
    const seen = commands.map((each) => `__fish_seen_subcommand_from ${each}`);
    const unseen = children.length === 0 ? [] : [`not __fish_seen_subcommand_from ${[...new Set(children)].join(" ")}`];
    const condition = quoted([...seen, ...unseen].join("; and "));
    return words.map(({ word, description, values, takesValue }) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      const value = takesValue ? (values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : " -r") : "";
      return `complete -c ${name} -n ${condition} ${what}${value} -d ${quoted(description)}`;
    });
  });
  return [
    `# Completes ${name} in fish: ${name} completion fish > ~/.config/fish/completions/${name}.fish`,
    ...lines,
  ].join("\n");
}
