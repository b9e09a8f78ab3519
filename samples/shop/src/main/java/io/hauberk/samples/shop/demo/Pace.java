package io.hauberk.samples.shop.demo;

import java.time.Duration;

/**
 * How long and how hard the demo runs.
 *
 * @param warmUp how long the machine may take to become quick, before anything counts
 * @param perSecond requests a second
 * @param eitherSide how long the load goes on before and after each event
 * @param patient whether new certificates are found by the watch; else the identities are told to look
 */
record Pace(Duration warmUp, int perSecond, Duration eitherSide, boolean patient) {
    /** The demo as a person sees it. */
    static final Pace FULL = new Pace(Duration.ofSeconds(20), 240, Duration.ofSeconds(11), true);
}
