package io.hauberk.service;

/** A balancing algorithm at work for one service. Thread-safe, never blocks. */
interface Picker {}
