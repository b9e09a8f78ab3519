package io.hauberk.network;

/** The {@code Via} field (RFC 9110 §7.6.3). */
final class Via {
    private Via() {}

    /** Whether one of its elements was written by the recipient of this pseudonym. */
    static boolean names(String via, String pseudonym) {
        for (int at = via.indexOf(pseudonym); at >= 0; at = via.indexOf(pseudonym, at + 1)) {
            int end = at + pseudonym.length();
            boolean begins = at > 0 && (via.charAt(at - 1) == ' ' || via.charAt(at - 1) == '\t');
            boolean ends = end == via.length() || " \t,".indexOf(via.charAt(end)) >= 0;
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }
}
