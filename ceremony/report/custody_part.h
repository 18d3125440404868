// What the vault's log says of the acts, keys and backups that a ceremony was about. Only of a
// bundle that is acceptable: then the log was verified, and holds what the entries name.
#pragma once

#include <vector>

#include "ceremony/report/act_story.h"
#include "ceremony/report/document.h"
#include "ceremony/report/reading.h"

namespace pyx::ceremony::report {

Section acts_section(const Reading& reading, const std::vector<ActStory>& acts);
// With the fingerprint of each public key, also as a QR code. Serials of tokens and places where
// shares are kept are shown only where the transcript itself hides nothing of that level.
Section keys_section(const Reading& reading, const std::vector<ActStory>& acts);
Section backups_section(const Reading& reading, const std::vector<ActStory>& acts);

}  // namespace pyx::ceremony::report
