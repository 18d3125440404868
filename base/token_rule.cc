#include "base/token_rule.h"

#include <algorithm>

namespace pyx {
namespace {

struct OutcomeName {
  RuleOutcome outcome;
  std::string_view text;
};
constexpr std::array kOutcomeNames = {
    OutcomeName{RuleOutcome::kEnforced, "enforced"},
    OutcomeName{RuleOutcome::kNotEnforced, "not enforced"},
    OutcomeName{RuleOutcome::kNotSupported, "not supported"},
    OutcomeName{RuleOutcome::kUnknown, "unknown"},
};

enum class NeededBy { kEveryKey, kWrappedKeys, kNoKey };

struct Words {
  TokenRule rule;
  std::string_view text;
  NeededBy needed_by;
  std::string_view danger;
};

constexpr std::array kWords = {
    Words{TokenRule::kSensitive, "sensitive", NeededBy::kEveryKey,
          "the token may hand out the key's value"},
    Words{TokenRule::kExtractable, "extractable", NeededBy::kEveryKey,
          "the holder of the PIN may wrap the key out and keep a copy elsewhere"},
    Words{TokenRule::kModifiable, "modifiable", NeededBy::kEveryKey,
          "the holder of the PIN may give the key further uses later"},
    Words{TokenRule::kCopies, "copies", NeededBy::kEveryKey,
          "the holder of the PIN may make a copy of the key that is less strict"},
    Words{TokenRule::kUsage, "usage", NeededBy::kEveryKey,
          "the token may use the key for other things than its profile says"},
    Words{TokenRule::kAllowedMechanisms, "allowed-mechanisms", NeededBy::kEveryKey,
          "the holder of the PIN may have the key sign in other ways than its profile says"},
    Words{TokenRule::kLocal, "local", NeededBy::kEveryKey,
          "whether the key was made on the token or brought in cannot be told from the token"},
    Words{TokenRule::kAlwaysSensitive, "always-sensitive", NeededBy::kEveryKey,
          "whether the key's value could once be read cannot be told from the token"},
    Words{TokenRule::kNeverExtractable, "never-extractable", NeededBy::kEveryKey,
          "whether the key could once be wrapped out cannot be told from the token"},
    Words{TokenRule::kCopyable, "copyable", NeededBy::kNoKey, "the key may be copied on the token"},
    Words{TokenRule::kDestroyable, "destroyable", NeededBy::kNoKey,
          "a key that should stay may be destroyed"},
    Words{TokenRule::kUnwrapTemplate, "unwrap-template", NeededBy::kNoKey,
          "a key may come back from a backup less strict than it was"},
    Words{TokenRule::kWrapWithTrusted, "wrap-with-trusted", NeededBy::kWrappedKeys,
          "the holder of the PIN may wrap a key out under a key of his own"},
    Words{TokenRule::kTrusted, "trusted", NeededBy::kWrappedKeys,
          "the holder of the PIN may call a key of his own trusted"},
    Words{TokenRule::kAlwaysAuthenticate, "always-authenticate", NeededBy::kNoKey,
          "the key may sign without asking for the PIN each time"},
};
static_assert(kWords.size() == kTokenRules.size());

// Every rule is there: base/token_rule_test.cc.
const Words& words_of(TokenRule rule) {
  const auto* const found = std::ranges::find(kWords, rule, &Words::rule);
  return found == kWords.end() ? kWords.front() : *found;
}

}  // namespace

std::string_view to_text(TokenRule rule) { return words_of(rule).text; }

std::optional<TokenRule> token_rule_from(std::string_view text) {
  const auto* const found = std::ranges::find(kWords, text, &Words::text);
  if (found == kWords.end()) return std::nullopt;
  return found->rule;
}

bool every_key_needs(TokenRule rule) { return words_of(rule).needed_by == NeededBy::kEveryKey; }

bool wrapped_key_needs(TokenRule rule) { return words_of(rule).needed_by != NeededBy::kNoKey; }

std::string_view danger_without(TokenRule rule) { return words_of(rule).danger; }

std::string_view to_text(RuleOutcome outcome) {
  const auto* const found = std::ranges::find(kOutcomeNames, outcome, &OutcomeName::outcome);
  return found == kOutcomeNames.end() ? "unknown" : found->text;
}

std::optional<RuleOutcome> rule_outcome_from(std::string_view text) {
  const auto* const found = std::ranges::find(kOutcomeNames, text, &OutcomeName::text);
  if (found == kOutcomeNames.end()) return std::nullopt;
  return found->outcome;
}

}  // namespace pyx
