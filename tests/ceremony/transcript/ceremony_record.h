// A ceremony as it is recorded, step by step, at the vault in memory and by its people: bundles for
// whoever reads them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/transcript/bundle.h"
#include "ceremony/transcript/writer.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

namespace record = pyx::ceremony::transcript;

// olga is the operator, alice, bob and carol are officers, dave is the witness. The plan makes one
// key at the vault: sections "opening", "work", "closing".
std::string_view plan_of_the_record();
std::string site_of_the_record(std::string_view serial = "0123456789abcdef");

class CeremonyRecord {
 public:
  explicit CeremonyRecord(record::Mode mode = record::Mode::kReal);

  // All of it, with the vault's log in the bundle.
  void whole();
  // The parts of it.
  void open();     // header, roster, clock
  void opening();  // section "opening"
  void work();     // section "work": the act
  void closing();  // section "closing", and the log's export
  void end(std::string_view outcome = "completed");

  // One entry, or a step with what happens in it; done and initialled.
  void put(record::Kind kind, const record::Values& values);
  void sign(record::Kind kind, const record::Values& values, const std::vector<std::string>& by);
  void begin(const std::string& step, const std::string& people);
  void finish(const std::string& step);
  void step(const std::string& step, const std::string& people,
            const std::function<void()>& happens = {});
  void section(const std::string& name);  // by everybody in the room
  void act(const std::string& event, std::uint64_t leaf, bool anchored = false);
  // As if the process had died: everything that is in memory is gone.
  void crash(std::string_view torn = "");

  std::vector<custody::Envelope> envelopes(const std::vector<std::string>& by,
                                           const Bytes& statement) const;
  std::filesystem::path bundle() const { return temp_.path() / "bundle"; }
  std::filesystem::path beside(std::string_view name) const { return temp_.path() / name; }
  std::string text() const;              // of the transcript's file
  void set_text(std::string_view text);  // of a bundle that was tampered with

  std::string plan{plan_of_the_record()};  // to be changed before open()
  std::function<void()> before_making;     // in the section "work", in front of step "make"
  MemoryVault vault;
  std::string family = "example";  // behind everybody's name; to be set before open()
  std::optional<record::Writer> writer;
  std::vector<std::string> present;

 private:
  TempFolder temp_;
  record::Mode mode_;
  std::optional<Uuid> act_;
};

}  // namespace pyx::testing
