// What leaves the host on media: into a folder for each medium, under the site's folder for
// outputs, from where it is copied, or where the medium is mounted.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "ceremony/steps/doing.h"

namespace pyx::ceremony::steps {

// `put` once for the item, or for each person who has one of it, with an entry `item` each.
// Errors: kNotFound if the plan has no such item; kStore; what `put` says.
Result<void> put_on_media(const Doing& doing, const std::string& item,
                          const std::function<Result<void>(const std::filesystem::path&)>& put);
// A file that is there already is left if it holds the same: a step that was cut off put it there.
// Errors: kConflict if it holds something else; kStore.
Result<void> put_file(const std::filesystem::path& file, ByteView bytes);

}  // namespace pyx::ceremony::steps
