package io.hauberk.service;

import java.util.function.LongSupplier;

final class Random implements Picker {
    Random(LongSupplier random) {}
}
