#include "custody/acts/backup_record.h"

#include <algorithm>
#include <utility>

namespace pyx::custody {

std::string_view to_text(ShareSetState state) {
  switch (state) {
    case ShareSetState::kPending:
      return "pending";
    case ShareSetState::kLive:
      return "live";
    case ShareSetState::kDead:
      return "dead";
  }
  return "unknown";
}

bool ShareSetRecord::received_by_all() const {
  return std::ranges::all_of(shares,
                             [](const HeldShare& share) { return share.received.has_value(); });
}

const HeldShare* ShareSetRecord::share(unsigned group, unsigned member) const {
  const auto found = std::ranges::find_if(shares, [&](const HeldShare& share) {
    return share.group == group && share.member == member;
  });
  return found == shares.end() ? nullptr : &*found;
}

HeldShare* ShareSetRecord::share(unsigned group, unsigned member) {
  return const_cast<HeldShare*>(std::as_const(*this).share(group, member));
}

const ShareSetRecord* BackupRecord::live() const {
  const auto found = std::ranges::find(sets, ShareSetState::kLive, &ShareSetRecord::state);
  return found == sets.end() ? nullptr : &*found;
}

const ShareSetRecord* BackupRecord::set(std::uint32_t version) const {
  const auto found = std::ranges::find(sets, version, &ShareSetRecord::version);
  return found == sets.end() ? nullptr : &*found;
}

ShareSetRecord* BackupRecord::set(std::uint32_t version) {
  return const_cast<ShareSetRecord*>(std::as_const(*this).set(version));
}

}  // namespace pyx::custody
