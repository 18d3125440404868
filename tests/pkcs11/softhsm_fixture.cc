#include "tests/pkcs11/softhsm_fixture.h"

#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <iostream>
#include <vector>

#include "base/file.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/module.h"
#include "pkcs11/session.h"
#include "pkcs11/slot.h"
#include "tests/support/random_pin.h"

namespace pyx::testing {
namespace {

using pkcs11::from_ckr;

template <class T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::cerr << "SoftHSM2 fixture: " << describe(result.error()) << "\n";
  std::abort();
}
void must(const Result<void>& result) {
  if (result) return;
  std::cerr << "SoftHSM2 fixture: " << describe(result.error()) << "\n";
  std::abort();
}

// SoftHSM2 always shows one slot whose token is not initialised yet.
Result<CK_SLOT_ID> blank_slot(const pkcs11::Module& module) {
  CK_ULONG count = 0;
  PYX_TRY(from_ckr(module->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList"));
  std::vector<CK_SLOT_ID> slots(count);
  PYX_TRY(from_ckr(module->C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList"));
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    PYX_TRY(from_ckr(module->C_GetTokenInfo(slot, &info), "C_GetTokenInfo"));
    if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) return slot;
  }
  return error(Code::kNotFound, "no slot without a token");
}

// By C_InitToken and C_InitPIN: softhsm2-util would take the PINs on its command line.
Result<std::string> initialise(std::string label, Bytes pin, Bytes so_pin) {
  PYX_ASSIGN(const auto module, pkcs11::Module::load(kSoftHsmModule));
  PYX_ASSIGN(const CK_SLOT_ID slot, blank_slot(module));
  label.resize(32, ' ');
  PYX_TRY(from_ckr(module->C_InitToken(slot, so_pin.data(), so_pin.size(),
                                       reinterpret_cast<CK_UTF8CHAR_PTR>(label.data())),
                   "C_InitToken"));
  PYX_ASSIGN(const auto session, pkcs11::Session::open(module, slot, pkcs11::Access::kReadWrite));
  PYX_TRY(
      from_ckr(module->C_Login(session.handle(), CKU_SO, so_pin.data(), so_pin.size()), "C_Login"));
  PYX_TRY(from_ckr(module->C_InitPIN(session.handle(), pin.data(), pin.size()), "C_InitPIN"));
  CK_TOKEN_INFO info{};
  PYX_TRY(from_ckr(module->C_GetTokenInfo(slot, &info), "C_GetTokenInfo"));
  return pkcs11::without_padding(
      {reinterpret_cast<const char*>(info.serialNumber), sizeof info.serialNumber});
}

pkcs11::Pin pin_in(const std::filesystem::path& file) {
  Bytes bytes = must(read_file(file));
  return pkcs11::Pin(must(SecretBytes::take(bytes)));
}

}  // namespace

SoftHsm::SoftHsm() {
  std::filesystem::create_directory(tokens());
  const std::filesystem::path conf = folder() / "softhsm2.conf";
  const std::string text = "directories.tokendir = " + tokens().string() +
                           "\nobjectstore.backend = file\nlog.level = ERROR\n";
  must(write_file(conf, as_bytes(text), Overwrite::kNo));
  if (::setenv("SOFTHSM2_CONF", conf.c_str(), 1) != 0) std::abort();
}

SoftHsmToken SoftHsm::make_token(const std::string& label) {
  const Bytes pin = random_pin();
  SoftHsmToken token;
  token.label_ = label;
  const Bytes so_pin = random_pin();
  token.serial_ = must(initialise(label, pin, so_pin));
  token.pin_file_ = folder() / ("pin-" + token.serial_);
  must(write_file(token.pin_file_, pin, Overwrite::kNo));
  token.so_pin_file_ = folder() / ("so-pin-" + token.serial_);
  must(write_file(token.so_pin_file_, so_pin, Overwrite::kNo));
  return token;
}

pkcs11::TokenUri SoftHsmToken::uri() const {
  pkcs11::TokenUri uri;
  uri.module_path = kSoftHsmModule;
  uri.serial = serial_;
  uri.pin_source = SecretSource{SecretSource::File{pin_file_}};
  return uri;
}

std::string SoftHsmToken::uri_text() const {
  return pkcs11::to_text(uri()) + "&pin-source=file:" + pin_file_.string();
}

pkcs11::Pin SoftHsmToken::pin() const { return pin_in(pin_file_); }
pkcs11::Pin SoftHsmToken::so_pin() const { return pin_in(so_pin_file_); }

pkcs11::Pin wrong_pin() {
  Bytes bytes = random_pin();
  return pkcs11::Pin(must(SecretBytes::take(bytes)));
}

}  // namespace pyx::testing
