#include <math.h>
#include <string.h>

#include "base/civil.h"
#include "base/text.h"
#include "exchange/relief.h"
#include "exchange/trial.h"

enum { MINUTES_A_DAY = 1440 };

static const struct {
    const char *word;
    int means;
} answers[] = {{"1", 1}, {"yes", 1}, {"true", 1}, {"0", 0}, {"no", 0}, {"false", 0}};

kn_place kn_relief_place(const kn_relief_file *file, kn_relief_column column,
                         const kn_csv_field *field)
{
    return kn_csv_place(&file->csv, file->column[column], field);
}

/* ---- Cells ------------------------------------------------------------------------------------*/

/* *answer: 1, 0, or -1 where nothing was recorded. */
static kn_code read_yes_no(const kn_relief_file *file, const kn_relief_row *row,
                           kn_relief_column column, int *answer, kn_error *err)
{
    const kn_csv_field *field = &row->field[column];
    kn_place place = kn_relief_place(file, column, field);

    *answer = -1;
    if (kn_csv_is_missing(field))
        return KN_OK;
    for (size_t a = 0; a < sizeof answers / sizeof *answers; a++)
        if (kn_csv_is_word(field, answers[a].word)) {
            *answer = answers[a].means;
            return KN_OK;
        }
    kn_fail(err, KN_DATA, &place, "\"%.*s\" is neither 1 nor 0", kn_shown(field->size, field->text),
            field->text);
    return kn_hint(err, "Write 1 for yes, 0 for no, and nothing where it is not known.");
}

/* *value: NAN where nothing was recorded. A decimal comma only where commas separate nothing. */
static kn_code read_number(const kn_relief_file *file, const kn_relief_row *row,
                           kn_relief_column column, double *value, kn_error *err)
{
    const kn_csv_field *field = &row->field[column];
    kn_place place = kn_relief_place(file, column, field);
    bool comma = file->csv.separator != ',' && memchr(field->text, ',', field->size);

    *value = NAN;
    if (kn_csv_is_missing(field))
        return KN_OK;
    if (kn_number_parse(field->text, field->size, comma ? ',' : '.', value) == KN_NUMBER_OK)
        return KN_OK;
    kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a number", kn_shown(field->size, field->text),
            field->text);
    return kn_hint(err, "Write digits, with a decimal point if need be, or leave it empty.");
}

static kn_code read_minutes(const kn_relief_file *file, const kn_relief_row *row,
                            kn_relief_column column, double *value, kn_error *err)
{
    const kn_csv_field *field = &row->field[column];
    kn_place place = kn_relief_place(file, column, field);
    int shown = kn_shown(field->size, field->text);
    bool may_be_zero = column == KN_RELIEF_COLUMN_LOW;

    if (read_number(file, row, column, value, err))
        return err->code;
    if (isnan(*value))
        return KN_OK;
    if (*value < 0 || (*value == 0 && !may_be_zero)) {
        kn_fail(err, KN_DATA, &place, "%.*s minutes; there must be more than 0", shown,
                field->text);
        return kn_hint(err, "Eased at once still took part of a minute: write 0.5. Where nobody "
                            "knows, leave minutes and relieved empty.");
    }
    if (*value > KN_RELIEF_MINUTES_MAX) {
        kn_fail(err, KN_DATA, &place, "%.*s minutes are more than two years", shown, field->text);
        return kn_hint(err, "Are these minutes?");
    }
    return KN_OK;
}

static kn_code read_order(const kn_relief_file *file, kn_relief_row *row, kn_error *err)
{
    const kn_csv_field *field = &row->field[KN_RELIEF_COLUMN_ORDER];
    kn_place place = kn_relief_place(file, KN_RELIEF_COLUMN_ORDER, field);
    const char *t = field->text;
    bool has_time = false;
    double number;
    int32_t day;

    row->episode.order = (double)row->at + 1;
    if (file->column[KN_RELIEF_COLUMN_ORDER] < 0)
        return KN_OK;
    if (kn_date_parse(t, field->size, &day, &has_time) == KN_DATE_OK) {
        int minute =
            has_time ? 600 * (t[11] - '0') + 60 * (t[12] - '0') + 10 * (t[14] - '0') + (t[15] - '0')
                     : 0;
        row->episode.order = day + (double)minute / MINUTES_A_DAY;
        return KN_OK;
    }
    if (kn_number_parse(t, field->size, '.', &number) == KN_NUMBER_OK && fabs(number) <= 1e9) {
        row->episode.order = number;
        return KN_OK;
    }
    kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a place in time", kn_shown(field->size, t), t);
    return kn_hint(err, "Write a number, or a date and time such as 2026-03-02T14:05.");
}

static kn_code read_propensity(const kn_relief_file *file, kn_relief_row *row, kn_error *err)
{
    const kn_csv_field *field = &row->field[KN_RELIEF_COLUMN_PROPENSITY];
    kn_place place = kn_relief_place(file, KN_RELIEF_COLUMN_PROPENSITY, field);
    double *p = &row->episode.propensity;

    *p = NAN;
    if (file->column[KN_RELIEF_COLUMN_PROPENSITY] < 0)
        return KN_OK;
    if (read_number(file, row, KN_RELIEF_COLUMN_PROPENSITY, p, err))
        return err->code;
    if (*p > 0 && *p <= 1)
        return KN_OK;
    if (isnan(*p))
        kn_fail(err, KN_DATA, &place, "the propensity is empty");
    else
        kn_fail(err, KN_DATA, &place, "a propensity of %.*s; it lies above 0 and up to 1",
                kn_shown(field->size, field->text), field->text);
    return kn_hint(err, "It is the chance with which the arm of this row was drawn; without the "
                        "column all allowed arms had the same.");
}

/* ---- How it ended -----------------------------------------------------------------------------*/

static kn_code contradicts(const kn_relief_file *file, const kn_relief_row *row,
                           kn_relief_column column, const char *what, const char *hint,
                           kn_error *err)
{
    const kn_csv_field *field = &row->field[column];
    kn_place place = kn_relief_place(file, column, field);

    kn_fail(err, KN_DATA, &place, "%s: %.*s", what, kn_shown(field->size, field->text),
            field->text);
    return kn_hint(err, "%s", hint);
}

/* low and high: a range; either may be NAN. */
static kn_code set_range(const kn_relief_file *file, kn_relief_row *row, double low, double high,
                         double minutes, int relieved, kn_error *err)
{
    kn_relief_episode *e = &row->episode;

    if (relieved == 0 && !isnan(high))
        return contradicts(
            file, row, KN_RELIEF_COLUMN_HIGH, "not relieved, yet there is a last minute",
            "relieved 0 means it had not eased by minutes; leave minutes_high empty.", err);
    if (isnan(high) && relieved > 0)
        high = minutes;
    if (isnan(high)) { /* not eased by the later of the two */
        double limit = isnan(minutes) || relieved < 0 ? low : fmax(low, minutes);
        *e = (kn_relief_episode){.eased = limit > 0 ? KN_EASED_NOT : KN_EASED_UNKNOWN,
                                 .minutes = limit,
                                 .order = e->order,
                                 .propensity = e->propensity};
        return KN_OK;
    }
    e->low = isnan(low) ? 0 : low;
    e->minutes = high;
    e->eased = KN_EASED_BETWEEN;
    if (e->low == high && relieved > 0) {
        e->eased = KN_EASED_AT;
        e->low = 0;
    } else if (e->low >= high) {
        return contradicts(file, row, KN_RELIEF_COLUMN_LOW, "the range ends before it begins",
                           "minutes_low is the last sign that it had not eased, minutes_high the "
                           "first that it had.",
                           err);
    }
    return KN_OK;
}

static kn_code set_end(const kn_relief_file *file, kn_relief_row *row, kn_error *err)
{
    kn_relief_episode *e = &row->episode;
    double minutes, low, high;
    int relieved;

    if (read_yes_no(file, row, KN_RELIEF_COLUMN_RELIEVED, &relieved, err) ||
        read_minutes(file, row, KN_RELIEF_COLUMN_MINUTES, &minutes, err) ||
        read_minutes(file, row, KN_RELIEF_COLUMN_LOW, &low, err) ||
        read_minutes(file, row, KN_RELIEF_COLUMN_HIGH, &high, err))
        return err->code;
    if (!isnan(low) || !isnan(high))
        return set_range(file, row, low, high, minutes, relieved, err);
    e->eased = KN_EASED_UNKNOWN;
    if (relieved < 0 || isnan(minutes))
        return KN_OK;
    e->eased = relieved ? KN_EASED_AT : KN_EASED_NOT;
    e->minutes = minutes;
    return KN_OK;
}

kn_code kn_relief_read_row(kn_relief_file *file, kn_relief_row *row, kn_error *err)
{
    int switched = -1;
    kn_code code = read_order(file, row, err);

    if (!code)
        code = read_propensity(file, row, err);
    if (!code)
        code = set_end(file, row, err);
    if (!code)
        code = read_yes_no(file, row, KN_RELIEF_COLUMN_SWITCHED, &switched, err);
    row->episode.switched = (int8_t)switched;
    return code;
}

/* ---- Arms -------------------------------------------------------------------------------------*/

kn_code kn_relief_read_arm(kn_relief_file *file, kn_relief_column column, const kn_csv_field *field,
                           int *arm, kn_error *err)
{
    kn_relief_data *data = file->data;
    kn_place place = kn_relief_place(file, column, field);

    for (*arm = 0; *arm < data->arms; ++*arm)
        if (strlen(data->arm_name[*arm]) == field->size &&
            memcmp(data->arm_name[*arm], field->text, field->size) == 0)
            return KN_OK;
    if (field->size == 0)
        return kn_fail(err, KN_DATA, &place, "the arm is empty");
    if (kn_name_check(field, &place, err))
        return err->code;
    if (data->arms == KN_ARMS_MAX) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is one arm too many; at most %d are accepted",
                kn_shown(field->size, field->text), field->text, KN_ARMS_MAX);
        return kn_hint(err, "Is --%s the right column?", kn_relief_column_word(column));
    }
    memcpy(data->arm_name[data->arms], field->text, field->size);
    data->arms++;
    return KN_OK;
}

static bool is_arm(const kn_relief_data *data, const char *text, size_t size)
{
    for (int a = 0; a < data->arms; a++)
        if (strlen(data->arm_name[a]) == size && memcmp(data->arm_name[a], text, size) == 0)
            return true;
    return false;
}

/* Splits the cell at any of `marks`; blanks around a name do not count. */
static kn_code split_allowed(kn_relief_file *file, kn_relief_row *row, const char *marks,
                             kn_error *err)
{
    const kn_csv_field *cell = &row->field[KN_RELIEF_COLUMN_ALLOWED];
    size_t from = 0;

    for (size_t i = 0; i <= cell->size; i++) {
        if (i < cell->size && !strchr(marks, cell->text[i]))
            continue;
        kn_csv_field name = *cell;
        size_t end = i;
        int arm;
        while (from < end && cell->text[from] == ' ')
            from++;
        while (end > from && cell->text[end - 1] == ' ')
            end--;
        name.text += from;
        name.size = (uint32_t)(end - from);
        name.column += (uint32_t)from;
        from = i + 1;
        if (name.size == 0)
            continue;
        if (kn_relief_read_arm(file, KN_RELIEF_COLUMN_ALLOWED, &name, &arm, err))
            return err->code;
        row->episode.allowed = (uint8_t)(row->episode.allowed | 1u << arm);
    }
    return KN_OK;
}

/* The first marks that the cell holds, unless the whole cell is an arm's name. */
static const char *marks_of(const kn_relief_data *data, const kn_csv_field *cell)
{
    static const char *const marks[] = {"|", ";", ",", "+", "/", " "};

    if (is_arm(data, cell->text, cell->size))
        return "";
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
        if (memchr(cell->text, *marks[m], cell->size))
            return marks[m];
    return "";
}

kn_code kn_relief_read_allowed(kn_relief_file *file, kn_relief_row *row, kn_error *err)
{
    const kn_csv_field *cell = &row->field[KN_RELIEF_COLUMN_ALLOWED];
    kn_place place = kn_relief_place(file, KN_RELIEF_COLUMN_ALLOWED, cell);

    if (kn_csv_is_missing(cell)) {
        kn_fail(err, KN_DATA, &place, "the allowed arms are empty");
        return kn_hint(err, "Name every arm that could have been drawn, such as heat|rub|wait.");
    }
    if (split_allowed(file, row, marks_of(file->data, cell), err))
        return err->code;
    if (row->episode.allowed >> row->episode.arm & 1)
        return KN_OK;
    const char *arm = file->data->arm_name[row->episode.arm];
    kn_fail(err, KN_DATA, &place, "the arm drawn, \"%.*s\", is not among those allowed: %.*s",
            kn_shown(strlen(arm), arm), arm, kn_shown(cell->size, cell->text), cell->text);
    return kn_hint(err, "An arm can only be drawn from those allowed at that moment.");
}
