package io.hauberk.service;

import java.util.function.LongSupplier;

final class RoundRobin implements Picker {
    RoundRobin(LongSupplier random) {}
}
