// Windows of budgets that end with an act: the store forgets what they have taken.
#pragma once

#include <vector>

#include "custody/acts/books.h"
#include "custody/store/store.h"

namespace pyx::custody {

// Of a budget.set, the windows that its budgets do not have any more; of a state.accept, all; of
// other acts none. `books` as they are before the act is executed. Errors: of `blobs`, kBadInput.
Result<std::vector<WindowName>> windows_gone(const Books& books, const Act& act,
                                             const BlobReader& blobs);

}  // namespace pyx::custody
