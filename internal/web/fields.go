package web

// The fields of a form. Name is the form key, ID defaults to Name; Label is required; Hint, Value and Error
// may be empty (Form fills Value and Error). Fields are mandatory unless Optional, which the hint then says.
type (
	// Input is one line of text. Partial "input".
	Input struct {
		Name, ID, Label, Hint, Value, Error string
		Type                                string // "" = text; email, tel, password, search, date
		Width                               int    // in characters: 2, 3, 4, 5, 10, 20; 0 = full
		MaxLength                           int
		Autocomplete                        string // HTML token, e.g. one-time-code
		Numeric                             bool   // digits only: phones show number keys
		Code                                bool   // a one-time code: large and spaced
		Optional, ReadOnly                  bool
	}

	// Textarea is text of several lines; MaxLength > 0 counts down. Partial "textarea".
	Textarea struct {
		Name, ID, Label, Hint, Value, Error string
		Rows, MaxLength                     int
		Optional                            bool
	}

	// Select is a drop-down. Partial "select". Where another list follows it (il → ilçe → mahalle), Load is the address
	// that answers GET with the new Into (a select made by Engine.WritePartials); without JavaScript a button
	// “Listele” posts the form with islem=listele instead.
	Select struct {
		Name, ID, Label, Hint, Value, Error string
		Empty                               string // “İl Seçiniz...”, the choice without value; "" = none
		Options                             []Option
		Optional, Disabled                  bool
		Load, Into                          string // Into is the ID of the select to be replaced
		OOB                                 bool   // sent beside another partial, replaces the select of the same ID
	}

	// Option is one choice. Hint only shows at radios and checkboxes.
	Option struct{ Value, Label, Hint string }

	// Radios is one of few. Partial "radios".
	Radios struct {
		Name, ID, Label, Hint, Value, Error string
		Options                             []Option
		Inline, Small                       bool
	}

	// Checkboxes is any of few; Values are the chosen ones. Partial "checkboxes". For a single yes/no box give one Option
	// and leave Label empty.
	Checkboxes struct {
		Name, ID, Label, Hint, Error string
		Values                       []string
		Options                      []Option
		Small                        bool
	}

	// Date is a day as people here write it, 02.01.2006 (G-01; a browser's own date field would follow the browser's
	// language). ParseTarih reads it. Hint is “gg.aa.yyyy” where none is given. Partial "date".
	Date struct {
		Name, ID, Label, Hint, Value, Error string
		Optional                            bool
	}

	// Files is the list of files added so far, each with “Kaldır”, and a field to add more (VB-10). The form needs
	// enctype="multipart/form-data". “Yeni Dosya” posts it with islem=dosya-ekle, “Kaldır” with
	// islem=dosya-sil:<Key>. Partial "files".
	Files struct {
		Name, ID, Label, Hint, Error string
		Items                        []FileItem
	}

	// FileItem is one added file: Key names it in “Kaldır”, URL (if any) downloads it, Boyut is in bytes.
	FileItem struct {
		Key, Ad, URL string
		Boyut        int64
	}
)

// Has tells whether value is among the chosen ones; for the template.
func (c Checkboxes) Has(value string) bool {
	for _, v := range c.Values {
		if v == value {
			return true
		}
	}
	return false
}
