namespace slipway::sql {}
