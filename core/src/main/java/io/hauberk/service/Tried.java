package io.hauberk.service;

/** The endpoints that a call has tried in vain. */
interface Tried {
    Tried NOBODY = new Tried() {
        @Override
        public boolean nobody() {
            return true;
        }

        @Override
        public boolean has(Member member) {
            return false;
        }
    };

    boolean nobody();

    boolean has(Member member);
}
