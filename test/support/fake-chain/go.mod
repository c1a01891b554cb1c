module fakechain

go 1.23
