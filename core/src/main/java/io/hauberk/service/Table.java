package io.hauberk.service;

/** Where keys are looked up: which of the members a hash leads to. Immutable. */
interface Table {
    /** The index of a member. */
    int at(long hash);
}
