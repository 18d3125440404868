// A token matrix in plain words, for whoever plans a proof or a restore or approves one.
#pragma once

#include <string>

#include "custody/backups/token_matrix_file.h"

namespace pyx::ceremony {

// Which keys of the first token come back on the second and which do not, several lines, each ended
// by a newline.
std::string matrix_in_words(const custody::TokenMatrixFile& matrix);

}  // namespace pyx::ceremony
