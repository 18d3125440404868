// On what holders get their shares in a ceremony, and whence these come back: words that they write
// down and type, or files that are sealed to them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ceremony/share_carriers.h"
#include "ceremony/steps/doing.h"

namespace pyx::ceremony::steps {

// On media a share is a file, sealed to its holder's certificate; on a card or paper words, which a
// printer draws if the step names one. Files of an attempt that was cut off are void, and get out
// of the way: they are renamed. Errors: kNotFound if the site has no certificate of a holder.
Result<HandOut> hand_out_on(const Doing& doing, const std::string& item, const Names& holders,
                            const std::string& backup, std::uint32_t version);
// Of sealed shares: each holder who is there compares the certificate with his own, and says so.
// Before anything is sealed. Errors: those of check_hand_out(); kRefused if it is not his.
Result<void> compare_certificates(const Doing& doing, const HandOut& out);

// The sealed ones of those who do the step, in the order of the people; none if `item` is not
// media. Errors: kNotFound if the site has no key of a holder.
Result<std::vector<SealedShare>> sealed_on(const Doing& doing, const std::string& item,
                                           const std::string& backup, std::uint32_t version);
bool is_media(const Standing& standing, const std::string& item);
// Where the sealed share of that holder is put, and looked for.
std::filesystem::path sealed_file(const Host& host, const std::string& item,
                                  const std::string& holder, const std::string& backup,
                                  std::uint32_t version);

}  // namespace pyx::ceremony::steps
