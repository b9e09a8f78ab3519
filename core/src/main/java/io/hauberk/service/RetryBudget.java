package io.hauberk.service;

/** How many retries and hedges a service may still have. Thread-safe. */
interface RetryBudget {
    /** A request that is no retry is about to be sent. */
    void deposit();

    /** Takes one retry out of the budget, if there is one. */
    boolean tryWithdraw();

    /** A retry has its answer, or failed. */
    void ended();

    /** How many retries are left. */
    double balance();
}
