// On what holders get their shares in a ceremony, and whence these come back: words that they write
// down and type, or files that are sealed to them.
#pragma once

#include <string>
#include <vector>

#include "ceremony/share_carriers.h"
#include "ceremony/steps/doing.h"

namespace pyx::ceremony::steps {

// On media a share is a file, sealed to its holder's certificate; on a card or paper words, which a
// printer draws if the step names one. Errors: kNotFound if the site has no certificate of a
// holder.
Result<HandOut> hand_out_on(const Doing& doing, const std::string& item, const Names& holders,
                            const std::string& backup, std::uint32_t version);
// The sealed ones of those who do the step, in the order of the people; none if `item` is not
// media. Errors: kNotFound if the site has no key of a holder.
Result<std::vector<SealedShare>> sealed_on(const Doing& doing, const std::string& item,
                                           const std::string& backup, std::uint32_t version);
bool is_media(const Standing& standing, const std::string& item);

}  // namespace pyx::ceremony::steps
