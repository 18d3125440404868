// The words for the rules that a key's attributes state and that a token may or may not enforce: an
// attribute that a token accepts is not an attribute that it enforces. Shared by the probe that
// finds out, the founding that records it, and the policy that may name exceptions. Names only.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace pyx {

enum class TokenRule {
  kSensitive,           // CKA_SENSITIVE: the value is never read out
  kExtractable,         // CKA_EXTRACTABLE=false: the key is never wrapped out
  kModifiable,          // CKA_MODIFIABLE=false: no use is switched on later
  kCopies,              // a copy is never weaker than the key
  kUsage,               // CKA_SIGN, CKA_DECRYPT, CKA_WRAP...: no use but the permitted ones
  kAllowedMechanisms,   // CKA_ALLOWED_MECHANISMS: no mechanism but the permitted ones
  kLocal,               // CKA_LOCAL: true of keys made on the token, and of no others
  kAlwaysSensitive,     // CKA_ALWAYS_SENSITIVE: the same
  kNeverExtractable,    // CKA_NEVER_EXTRACTABLE: the same
  kCopyable,            // CKA_COPYABLE=false: no copy at all
  kDestroyable,         // CKA_DESTROYABLE=false: not destroyed
  kUnwrapTemplate,      // CKA_UNWRAP_TEMPLATE: what is unwrapped is never weaker
  kWrapWithTrusted,     // CKA_WRAP_WITH_TRUSTED: wrapped out under trusted keys only
  kTrusted,             // CKA_TRUSTED: the user cannot call a key trusted
  kAlwaysAuthenticate,  // CKA_ALWAYS_AUTHENTICATE: the PIN at every signature
};

inline constexpr std::array kTokenRules = {
    TokenRule::kSensitive,       TokenRule::kExtractable,     TokenRule::kModifiable,
    TokenRule::kCopies,          TokenRule::kUsage,           TokenRule::kAllowedMechanisms,
    TokenRule::kLocal,           TokenRule::kAlwaysSensitive, TokenRule::kNeverExtractable,
    TokenRule::kCopyable,        TokenRule::kDestroyable,     TokenRule::kUnwrapTemplate,
    TokenRule::kWrapWithTrusted, TokenRule::kTrusted,         TokenRule::kAlwaysAuthenticate,
};

std::string_view to_text(TokenRule rule);  // "sensitive" ... "allowed-mechanisms" ...
std::optional<TokenRule> token_rule_from(std::string_view text);

// Whether the strength of every key of ours rests on it: such a key is made and activated only on a
// token that enforces the rule, or under a profile that names the exception (TOKEN-ENFORCES).
bool every_key_needs(TokenRule rule);
// The same of a key that may be wrapped for a backup, which needs all that every key needs as well.
// What neither needs is what officers' keys and second tokens may ask for.
bool wrapped_key_needs(TokenRule rule);
// What may happen where the rule is not enforced, for the person who approves an exception: "the
// token may let the key sign in other ways than its profile says".
std::string_view danger_without(TokenRule rule);

enum class RuleOutcome {
  kEnforced,      // everything that was tried was refused
  kNotEnforced,   // something that the rule forbids was done
  kNotSupported,  // the token does not know the attribute, or no means of breaking the rule that
                  // the probe knows works on it even where it is permitted
  kUnknown,       // the answers say nothing about the rule
};
std::string_view to_text(RuleOutcome outcome);  // "enforced" "not enforced" "not supported"
                                                // "unknown"
std::optional<RuleOutcome> rule_outcome_from(std::string_view text);

}  // namespace pyx
