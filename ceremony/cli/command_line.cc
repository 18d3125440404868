#include "ceremony/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ceremony/cli/completion.h"
#include "ceremony/cli/help.h"
#include "ceremony/cli/manual.h"

namespace pyx::ceremony {
namespace {

struct Bound {
  const CommandSpec* spec = nullptr;
  CLI::App* app = nullptr;
  std::vector<std::pair<std::string_view, CLI::Option*>> options;
};

// CLI11 cuts the words up; what they mean is checked here, so that each refusal reads alike.
class Parser {
 public:
  explicit Parser(const Commands& commands) : commands_(commands) {
    prepare(root_);
    root_.set_help_all_flag("--help-all");
    version_ = root_.add_flag("--version");
    manual_ = root_.add_flag("--man");
    completion_ = root_.add_option("--completion")->expected(1);
    for (const CommandSpec& command : commands) bind(command);
  }

  Result<CommandLine> parse(std::span<const std::string> words) {
    std::vector<std::string> reversed = with_numbers(words);
    std::ranges::reverse(reversed);  // as CLI11 wants them
    try {
      root_.parse(reversed);
    } catch (const CLI::CallForHelp&) {
      return help(help_for_what_was_named());
    } catch (const CLI::CallForAllHelp&) {
      return help(help_all(commands_));
    } catch (const CLI::ArgumentMismatch& mismatch) {
      const std::string what = mismatch.what();  // "--id: 1 required TEXT missing"
      return usage_error(what.substr(0, what.find(':')) + ": needs a value");
    } catch (const CLI::ParseError& failure) {
      return usage_error(failure.what());
    }
    if (version_->count() > 0) return help("pyx " PYX_VERSION "\n");
    if (manual_->count() > 0) return help(manual_page(commands_));
    if (completion_->count() > 0) return completion();
    return chosen();
  }

 private:
  // "--room" before anything but a number is "--room=0": the next word may be one of its own.
  std::vector<std::string> with_numbers(std::span<const std::string> words) const {
    std::vector<std::string> all(words.begin(), words.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool numbered = i + 1 < all.size() && !all[i + 1].empty() &&
                            all[i + 1].find_first_not_of("0123456789") == std::string::npos;
      if (optional_numbers_.contains(all[i]) && !numbered) all[i] += "=0";
    }
    return all;
  }

  static void prepare(CLI::App& app) {
    app.require_subcommand(0, 1);
    app.allow_extras();
    app.set_help_flag("--help,-h");
  }

  static Result<CommandLine> help(std::string text) {
    CommandLine line;
    line.help = std::move(text);
    return line;
  }

  Result<CommandLine> completion() const {
    const std::string shell = completion_->results().front();
    if (shell == "bash") return help(bash_completion(commands_));
    return usage_error("--completion: there is none for \"" + shell + "\", only for bash");
  }

  CLI::App* noun(const CommandSpec& command) {
    const auto known = nouns_.find(command.noun);
    if (known != nouns_.end()) return known->second;
    CLI::App* const made = root_.add_subcommand(std::string(command.noun));
    prepare(*made);
    nouns_.emplace(command.noun, made);
    return made;
  }

  void bind(const CommandSpec& command) {
    CLI::App* app = noun(command);
    if (!command.verb.empty()) {
      app = app->add_subcommand(std::string(command.verb));
      prepare(*app);
    }
    Bound bound{&command, app, {}};
    for (const WordSpec& word : command.words) {
      bound.options.emplace_back(word.name, app->add_option(std::string(word.name))->expected(1));
    }
    const auto add_flag = [&](const FlagSpec& flag) {
      CLI::Option* const option = flag.value.empty()
                                      ? app->add_flag(std::string(flag.name))
                                      : app->add_option(std::string(flag.name))->expected(1);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      if (flag.value.starts_with('[')) optional_numbers_.emplace(flag.name);
      bound.options.emplace_back(flag.name, option);
    };
    std::ranges::for_each(command.flags, add_flag);
    std::ranges::for_each(common_flags(), add_flag);
    bound_.push_back(std::move(bound));
  }

  // The most that was named: "pyx officer new" before "pyx officer" before "pyx".
  const Bound* named() const {
    const Bound* best = nullptr;
    for (const Bound& bound : bound_) {
      if (!bound.app->parsed()) continue;
      if (best == nullptr || best->spec->verb.empty()) best = &bound;
    }
    return best;
  }

  std::string_view named_noun() const {
    for (const auto& [noun, app] : nouns_) {
      if (app->parsed()) return noun;
    }
    return {};
  }

  std::string help_for_what_was_named() const {
    const Bound* const bound = named();
    if (bound != nullptr && !bound->spec->verb.empty()) return help_command(*bound->spec);
    const std::string_view noun = named_noun();
    return noun.empty() ? help_overview(commands_) : help_noun(commands_, noun);
  }

  Error usage_error(std::string what) const {
    const Bound* const bound = named();
    const std::string_view noun = named_noun();
    std::string where = "pyx";
    if (bound != nullptr) {
      where = bound->spec->name();
    } else if (!noun.empty()) {
      where += " " + std::string(noun);
    }
    return error(Code::kBadInput, std::move(what) + "; see " + where + " --help");
  }

  std::string verbs_of(std::string_view noun) const {
    std::string list;
    for (const CommandSpec& command : commands_) {
      if (command.noun != noun || command.verb.empty()) continue;
      if (!list.empty()) list += ", ";
      list += command.verb;
    }
    return list;
  }

  Result<CommandLine> chosen() const {
    const std::vector<std::string> extra = root_.remaining(true);
    const Bound* const bound = named();
    const std::string_view noun = named_noun();
    if (noun.empty()) {
      return usage_error(extra.empty() ? "name a command"
                                       : "\"" + extra.front() + "\" is no command of pyx");
    }
    if (bound == nullptr) {
      return usage_error(extra.empty() ? "say what to do: " + verbs_of(noun)
                                       : std::string(noun) + " knows no \"" + extra.front() +
                                             "\", only: " + verbs_of(noun));
    }
    if (!extra.empty()) {
      return usage_error(extra.front().starts_with("-") ? extra.front() + ": there is no such flag"
                                                        : "unexpected \"" + extra.front() + "\"");
    }
    return collect(*bound);
  }

  Result<CommandLine> collect(const Bound& bound) const {
    CommandLine line;
    line.command = bound.spec;
    for (const auto& [name, option] : bound.options) {
      for (const std::string& value : option->results()) {
        // A forgotten value must not swallow the next flag.
        if (value.starts_with("--")) return usage_error(std::string(name) + ": needs a value");
        line.arguments.add(name, value);
      }
    }
    for (const WordSpec& word : bound.spec->words) {
      if (!line.arguments.has(word.name)) return usage_error("needs " + std::string(word.name));
    }
    for (const FlagSpec& flag : bound.spec->flags) PYX_TRY(check(flag, line.arguments));
    for (const FlagSpec& flag : common_flags()) PYX_TRY(check(flag, line.arguments));
    return line;
  }

  Result<void> check(const FlagSpec& flag, const Arguments& given) const {
    const auto& values = given.texts(flag.name);
    const std::string name(flag.name);
    if (flag.need == Need::kRequired && values.empty()) return usage_error("needs " + name);
    if (flag.times == Times::kOnce && values.size() > 1) {
      return usage_error(name + ": is given twice");
    }
    const bool a_switch = flag.value.empty();
    if (a_switch && !values.empty() && values.front() != "true") {
      return usage_error(name + ": takes no value");
    }
    if (!a_switch && std::ranges::find(values, std::string()) != values.end()) {
      return usage_error(name + ": is empty");
    }
    return {};
  }

  const Commands& commands_;
  CLI::App root_{"", "pyx"};
  CLI::Option* version_ = nullptr;
  CLI::Option* manual_ = nullptr;      // --man and --completion are for the build, which installs
  CLI::Option* completion_ = nullptr;  // what they print; no help names them
  std::map<std::string_view, CLI::App*> nouns_;
  std::vector<Bound> bound_;
  std::set<std::string, std::less<>> optional_numbers_;  // flags whose value may be left out
};

}  // namespace

Result<CommandLine> parse_command_line(std::span<const std::string> words,
                                       const Commands& commands) {
  return Parser(commands).parse(words);
}

OutputForm wanted_form(std::span<const std::string> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--output=json") return OutputForm::kJson;
    if (words[i] == "--output" && i + 1 < words.size() && words[i + 1] == "json") {
      return OutputForm::kJson;
    }
  }
  return OutputForm::kText;
}

}  // namespace pyx::ceremony
