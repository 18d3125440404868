#include "ceremony/steps/on_media.h"

#include <algorithm>
#include <system_error>

#include "base/file.h"

namespace pyx::ceremony::steps {

Result<void> put_on_media(const Doing& doing, const std::string& id,
                          const std::function<Result<void>(const std::filesystem::path&)>& put) {
  const planning::Item* const item = doing.model.plan().item(id);
  if (item == nullptr) return error(Code::kNotFound, "the plan has no item " + id);
  Names owners = doing.named(item->each);
  if (item->each.empty()) owners = {std::string()};
  for (const std::string& owner : owners) {
    const std::filesystem::path folder = doing.host.output(id, owner);
    PYX_TRY(make_folders(folder));
    PYX_TRY(put(folder));
    PYX_TRY(
        doing.write(transcript::Kind::kItem, {{"item", id},
                                              {"kind", std::string(planning::to_text(item->kind))},
                                              {"what", "made"},
                                              {"people", doing.named_for(owner)}}));
  }
  return {};
}

Result<void> put_file(const std::filesystem::path& file, ByteView bytes) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) {
    PYX_ASSIGN(const Bytes there, read_file(file, bytes.size() + 1));
    if (std::ranges::equal(there, bytes)) return {};
  }
  return write_file(file, bytes, Overwrite::kNo);
}

}  // namespace pyx::ceremony::steps
