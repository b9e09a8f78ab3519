/** Cookies and fields of services. */
@NullMarked
package io.hauberk.service;

import org.jspecify.annotations.NullMarked;
