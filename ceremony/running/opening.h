// How a ceremony begins: plan and site are checked, preflight is done, and the bundle gets its
// header, parameters and people with their keys. And how one is taken up again from its
// bundle.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ceremony/cli/context.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/running/book.h"
#include "ceremony/running/guide.h"
#include "ceremony/running/key_ring.h"
#include "ceremony/running/preflight.h"

namespace pyx::ceremony::running {

// A plan and the site that it runs at, as files.
struct PlanAtSite {
  PlanFile file;  // with plan and site
  Bytes plan;
  Bytes site;
  std::filesystem::path site_folder;  // where relative paths of the site start

  std::filesystem::path path(const std::filesystem::path& of_site) const {
    return of_site.is_absolute() ? of_site : site_folder / of_site;
  }
};
// Errors: those of read_plan_file(); kRefused with PLAN-CHECKED and the first finding.
//   judged  the steps are tried one by one too, as `pyx ceremony check` does
enum class Judged { kNo, kYes };
Result<PlanAtSite> read_plan_at_site(const PlanAsk& ask, Judged judged);

// What is written before the first step. Errors: kAskPerson if people do not want to begin; those
// of the keys, of Writer::create and of Book::open.
Result<Book> open_book(const PlanAtSite& at, transcript::Mode mode,
                       const std::filesystem::path& bundle, KeyRing& keys, Context& context,
                       Guide& guide, std::vector<Check>& checks);

// The bundle as a crash or an intermission left it. Errors: kBadInput if the site is another one;
// those of Writer::resume and Book::open.
Result<Book> reopen_book(const PlanAtSite& at, const std::filesystem::path& bundle,
                         Context& context);
// The parameters with which a bundle was begun, but for those that the site gives itself. Errors:
// those of read_bundle() and read_file().
Result<std::vector<std::pair<std::string, std::string>>> values_in(
    const std::filesystem::path& bundle, const std::filesystem::path& site);
// The header of a bundle. Errors: those of read_bundle(); kBadInput.
Result<transcript::Header> header_of(const std::filesystem::path& bundle);

}  // namespace pyx::ceremony::running
