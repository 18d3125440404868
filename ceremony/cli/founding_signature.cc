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
  FoundingToSign read;
  PYX_ASSIGN(read.draft, custody::read_draft(folder));
  PYX_ASSIGN(read.statement, custody::parse_founding(read.draft.statement));
  if (sha256(read.draft.policy) != read.statement.policy) {
    return refused("FAIL-CLOSED", "the draft's policy is not the one that its statement names");
  }
  PYX_ASSIGN(read.policy, policies::parse_policy(as_text(read.draft.policy), "the draft's policy"));
  PYX_ASSIGN(const std::string words, custody::in_plain_words(read.draft.statement));
  read.words = words + exceptions_in_words(read.policy);
  return read;
}

}  // namespace pyx::ceremony
