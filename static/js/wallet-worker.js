// wallet-worker
