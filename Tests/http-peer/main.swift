print("http-peer")
