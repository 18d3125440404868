#include "tests/bench/p11_kit_server.h"

#include <chrono>
#include <cstdlib>
#include <thread>

namespace pyx::bench {
namespace {

constexpr const char* kProgram = "/usr/bin/p11-kit";
constexpr const char* kClientModule = "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so";
constexpr int kMostWaits = 200;

}  // namespace

std::filesystem::path P11KitServer::client_module() { return kClientModule; }

Result<P11KitServer> P11KitServer::start(const std::filesystem::path& module,
                                         const std::filesystem::path& folder) {
  if (!std::filesystem::exists(kProgram) || !std::filesystem::exists(kClientModule)) {
    return error(Code::kNotFound, "this case needs the packages p11-kit and p11-kit-modules");
  }
  const auto socket = folder / "p11-kit.socket";
  PYX_ASSIGN(auto process,
             testing::ChildProcess::start({kProgram, "server", "--foreground", "--provider", module,
                                           "--name", socket, "pkcs11:"},
                                          folder / "p11-kit.out", folder / "p11-kit.err"));
  for (int i = 0; i < kMostWaits && process.is_running(); ++i) {
    if (std::filesystem::exists(socket)) {
      const std::string address = "unix:path=" + socket.string();
      ::setenv("P11_KIT_SERVER_ADDRESS", address.c_str(), 1);
      return P11KitServer(std::move(process));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return error(Code::kRetry, "p11-kit server did not start");
}

}  // namespace pyx::bench
