package io.hauberk.service;

import java.util.function.LongSupplier;

final class LeastRequest implements Picker {
    LeastRequest(LongSupplier random) {}
}
