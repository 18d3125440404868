// Names that came over the wire as the literals that Error and Decision keep.
#pragma once

#include <string_view>

namespace pyx::client {

// The control's ID (docs/controls.md), or empty for one that this program does not know.
std::string_view control_name(std::string_view text);
// The PKCS#11 function's name, or empty.
std::string_view call_name(std::string_view text);
// The number of a CKR_… name as ckr_name() writes it; 0 for none.
unsigned long ckr_number(std::string_view name);

}  // namespace pyx::client
