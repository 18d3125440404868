// A PDF as others see it: its text by pdftotext, its picture by pdftoppm, its code by zbarimg. Only
// shares of this test go through its folder.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "base/file.h"
#include "ceremony/card_canvas.h"
#include "tests/matchers.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

// Into memory of the test's own.
inline ceremony::PdfSink into(Bytes& pdf) {
  return [&pdf](ByteView piece) -> Result<void> {
    append(pdf, piece);
    return {};
  };
}

struct Picture {
  unsigned width = 0;
  unsigned height = 0;
  Bytes grey;  // one byte a point: 0 is black
  bool is_light(unsigned x, unsigned y) const { return grey.at(y * width + x) > 250; }
};

class DrawnCard {
 public:
  explicit DrawnCard(const Bytes& pdf) {
    EXPECT_THAT(write_file(path("card.pdf"), pdf, Overwrite::kYes), IsOk());
  }
  std::string text() const { return output("pdftotext -raw " + quoted("card.pdf") + " -"); }
  std::string about() const { return output("pdfinfo " + quoted("card.pdf")); }
  std::string fonts() const { return output("pdffonts " + quoted("card.pdf")); }
  std::string scanned() const {
    run("pdftoppm -r 200 -gray -png -singlefile " + quoted("card.pdf") + " " + quoted("card"));
    return output("zbarimg -q --raw --nodbus " + quoted("card.png"));
  }
  // One point of it is 1/72 inch, the unit of the page.
  Picture picture() const {
    run("pdftoppm -r 72 -gray -singlefile " + quoted("card.pdf") + " " + quoted("card"));
    const Bytes file = read_file(path("card.pgm")).value();
    std::istringstream head(to_text(file));
    std::string magic;
    unsigned most = 0;
    Picture picture;
    head >> magic >> picture.width >> picture.height >> most;
    EXPECT_EQ(magic, "P5");
    EXPECT_EQ(most, 255U);
    picture.grey.assign(file.end() - static_cast<std::ptrdiff_t>(picture.width) * picture.height,
                        file.end());
    return picture;
  }

 private:
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }
  std::string quoted(const std::string& name) const { return "'" + path(name).string() + "'"; }
  static void run(const std::string& command) {
    EXPECT_EQ(std::system((command + " 2>/dev/null").c_str()), 0) << command;
  }
  std::string output(const std::string& command) const {
    run(command + " >" + quoted("output"));
    return to_text(read_file(path("output")).value());
  }

  const TempFolder folder_;
};

}  // namespace pyx::testing
