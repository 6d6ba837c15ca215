/** What developers do with their assistant's memory, played from beginning to end. */
@NullMarked
package com.acme.scenarios;

import org.jspecify.annotations.NullMarked;
