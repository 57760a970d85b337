pytest_plugins = ["iosim_pytest"]
