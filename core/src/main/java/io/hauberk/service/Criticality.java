package io.hauberk.service;

/**
 * How bad it is if a request fails; when something has to be given up, the last of these go first. The classes are those
 * of Google's SRE book, chapter 21.
 */
public enum Criticality {
    /** Users notice at once, and it hurts. */
    CRITICAL_PLUS,
    /** Users notice. What is not said otherwise is this. */
    CRITICAL,
    /** May fail for a while, and is tried again later: batches. */
    SHEDDABLE_PLUS,
    /** May fail often. */
    SHEDDABLE
}
