"""The words of handing in, approving and undoing, and of what is due."""

LOG_IN = "Đăng nhập"
LOG_OUT = "Đăng xuất ({email})"
