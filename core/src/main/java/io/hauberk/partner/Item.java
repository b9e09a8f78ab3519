package io.hauberk.partner;

/**
 * One limit as an answer tells it; -1 for what it does not tell.
 *
 * @param name what the partner calls it
 * @param remaining how many calls are left
 * @param seconds for how long
 * @param quota how many there are in a whole window
 * @param window seconds of a window
 */
record Item(String name, long remaining, long seconds, long quota, long window) {
    /** Both what is known from here and from there; this one's numbers first. */
    Item with(Item other) {
        return new Item(
                name,
                remaining < 0 ? other.remaining : remaining,
                seconds < 0 ? other.seconds : seconds,
                quota < 0 ? other.quota : quota,
                window < 0 ? other.window : window);
    }
}
