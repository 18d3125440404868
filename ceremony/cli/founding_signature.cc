#include "ceremony/cli/founding_signature.h"

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/act_view.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/table.h"
#include "custody/acts/plain_words.h"

namespace pyx::ceremony {

std::string draft_text(const custody::Draft& draft) {
  const Sha256 vault = custody::vault_id(draft.statement);
  Table table;
  table.add({"draft", to_hex(vault)});
  table.add({"in words", to_pgp_words(vault)});
  table.add({"signed by", draft.signed_by.empty() ? "nobody" : joined(draft.signed_by)});
  table.add({"missing", draft.missing.empty() ? "nobody" : joined(draft.missing)});
  return table.text();
}

Result<FoundingToSign> founding_to_sign(const std::filesystem::path& folder) {
  PYX_ASSIGN(custody::Draft draft, custody::read_draft(folder));
  PYX_ASSIGN(custody::FoundingStatement statement, custody::parse_founding(draft.statement));
  if (sha256(draft.policy) != statement.policy) {
    return refused("FAIL-CLOSED", "the draft's policy is not the one that its statement names");
  }
  PYX_ASSIGN(policies::Policy policy,
             policies::parse_policy(as_text(draft.policy), "the draft's policy"));
  PYX_ASSIGN(std::string words, custody::in_plain_words(draft.statement));
  words += exceptions_in_words(policy);
  return FoundingToSign{std::move(draft), std::move(statement), std::move(policy),
                        std::move(words)};
}

}  // namespace pyx::ceremony
