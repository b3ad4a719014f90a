"""The English words that Streamlit itself puts around a page, each with what stands there instead."""

WHOLE = {
    "Choose an option": "Chọn một mục",
    "Choose options": "Chọn",
    "Choose date": "Chọn ngày",
    "Choose date range": "Chọn khoảng ngày",
    "Clear date": "Xóa ngày",
    "Previous month": "Tháng trước",
    "Next month": "Tháng sau",
    "dd": "nn",
    "mm": "tt",
    "yyyy": "nnnn",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "Dùng các phím mũi tên để đi giữa các ngày, Enter để chọn, Escape để đóng."
    ),
    "Empty": "chưa điền",
    "Clear all": "Bỏ hết",
    "Clear value": "Bỏ chọn",
    "Clear entry": "Xóa ô",
    "Select all": "Chọn hết",
    "Selected values": "Các mục đã chọn",
    "No results": "Không có mục nào khớp",
    "No options to select": "Không có mục nào để chọn",
    "Open": "Mở",
    "Close": "Đóng",
    "Cancel": "Bỏ qua",
    "Dismiss": "Đóng",
    "Copy": "Chép",
    "Show password text": "Hiện mật khẩu",
    "Hide password text": "Ẩn mật khẩu",
    "Press Enter to apply": "Nhấn Enter để áp dụng",
    "Press Enter to submit form": "Nhấn Enter để gửi",
    "Upload": "Chọn tệp",
    "Browse files": "Chọn tệp",
    "Drag and drop file here": "Kéo tệp vào đây",
    "Drag and drop files here": "Kéo các tệp vào đây",
    "Fullscreen": "Toàn màn hình",
    "Close fullscreen": "Thôi toàn màn hình",
    "Download as CSV": "Tải CSV",
    "Search": "Tìm",
    "Show/hide columns": "Hiện, ẩn cột",
    "Running...": "Đang tính…",
    "Stop": "Dừng",
    "Rerun": "Chạy lại",
    "Try again": "Thử lại",
    "Notifications": "Thông báo",
    "Skip to main content": "Đến nội dung chính",
    "App pages": "Các trang",
    "Main menu": "Trình đơn",
    "Sidebar": "Thanh bên",
    "Page not found": "Không có trang này",
    "Connection error": "Mất kết nối",
    "Connecting": "Đang kết nối",
    "CONNECTING": "ĐANG KẾT NỐI",
    "Script execution error": "Lỗi khi tính",
    "Connection lost. Please wait for the app to reconnect, then try again.": (
        "Mất kết nối. Chờ kết nối lại rồi thử lại."
    ),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "Máy chủ có còn chạy không? Nếu đã dừng thì chạy lại:"
    ),
    "The app is attempting to reconnect. Please wait.": "Đang kết nối lại, xin chờ.",
}
# What goes before a name that is the user's own.
BEGINNINGS = {
    # A name that Streamlit does not find in a list is looked for by the page, without diacritics.
    "Add: ": "Tìm: ",
    "Remove ": "Bỏ ",
    "Limit ": "Tối đa ",
    "Choose date, ": "Chọn ngày, ",
    "day, ": "ngày, ",
    "month, ": "tháng, ",
    "year, ": "năm, ",
}
# What a field of a date says to those who hear it: regular expressions, each with what stands there instead.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
PATTERNS = (
    *((f"^\\d+ – {name}$", f"tháng {month}") for month, name in enumerate(MONTHS, 1)),
    *(
        (f"^Selected Date: {name} (\\d+), (\\d+)$", f"Đã chọn ngày $1/{month:02}/$2")
        for month, name in enumerate(MONTHS, 1)
    ),
    ("^Selected (?!Date: )", "Đã chọn "),
    ("^Today, ", "Hôm nay, "),
    (", (\\d{4}) selected$", ", $1, đang chọn"),
)
